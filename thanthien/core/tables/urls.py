"""The address at which a long file is ordered."""

from django.urls import path

from thanthien.core.tables import views

app_name = "tables"
urlpatterns = [path("danh-sach/lap-tep/", views.order_file, name="order_file")]
