"""Addresses of the mail room."""

from django.urls import path

from thanthien.core.mail import views

app_name = "mail"
urlpatterns = [
    path("quan-tri/thu/", views.messages, name="messages"),
    path("quan-tri/thu/dia-chi-khong-nhan/", views.addresses, name="addresses"),
    path("quan-tri/thu/<int:pk>/", views.message, name="message"),
    path("quan-tri/thu/<int:pk>/gui-lai/", views.send_again, name="send_again"),
    path("thu-minh-hoa/", views.demo, name="demo"),
    path("thu-minh-hoa/<int:pk>/", views.demo_message, name="demo_message"),
    path("thu-minh-hoa/<int:pk>/html/", views.demo_html, name="demo_html"),
]
