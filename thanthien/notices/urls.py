"""Addresses of one's own work, notices and wishes; and of the link that ends mail."""

from django.urls import path

from thanthien.notices import views

app_name = "notices"
urlpatterns = [
    path("viec-cua-toi/", views.my_work, name="work"),
    path("viec-cua-toi/so/", views.counts, name="counts"),
    path("thong-bao/", views.notices, name="list"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
    path("thong-bao/<int:pk>/mo/", views.open_notice, name="open"),
    path("thong-bao/ngung/<str:token>/", views.leave, name="leave"),
    path("tai-khoan/thong-bao/", views.wishes, name="wishes"),
]
