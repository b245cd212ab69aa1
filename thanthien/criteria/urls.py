"""Addresses of the criteria sets as the standing office keeps them."""

from django.urls import path

from thanthien.criteria import submitting, views
from thanthien.criteria.editor import shape_views as shape
from thanthien.criteria.editor import views as editor

app_name = "criteria"
urlpatterns = [
    path("", views.set_list, name="list"),
    path("nhap/", views.import_file, name="import"),
    path("<int:pk>/", views.set_page, name="set"),
    path("<int:pk>/bo-tieu-chi.yaml", views.set_yaml, name="yaml"),
    path("<int:pk>/bo-tieu-chi.json", views.set_json, name="json"),
    path("<int:pk>/ban-hanh/", views.issue, name="issue"),
    path("<int:pk>/trinh-ban-hanh/", submitting.submit, name="submit"),
    path("<int:pk>/tra-lai/", submitting.send_back, name="send-back"),
    path("<int:pk>/soan-phien-ban-moi/", editor.copy, name="copy"),
    path("<int:pk>/sua/<str:part>/<str:code>/", editor.piece, name="piece"),
    path("<int:pk>/them/<str:part>/<str:over>/", shape.add, name="add-piece"),
    path("<int:pk>/bo/<str:part>/<str:code>/", shape.remove, name="remove-piece"),
]
