from django.urls import path

from thanthien.core.gallery.views import gallery

urlpatterns = [path("thu-vien-giao-dien/", gallery, name="gallery")]
