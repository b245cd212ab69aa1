"""Addresses of questions."""

from django.urls import path

from thanthien.questions import views

urlpatterns = [
    path("hoi-dap/", views.questions, name="questions"),
    path("hoi-dap/hoi/", views.ask, name="question-ask"),
    path("hoi-dap/<int:pk>/", views.question, name="question"),
    path("hoi-dap/<int:pk>/tra-loi/", views.answer, name="question-answer"),
    path("hoi-dap/<int:pk>/gop/", views.join, name="question-join"),
]
