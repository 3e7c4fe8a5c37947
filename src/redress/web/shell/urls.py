"""Addresses of the shell."""

from django.urls import path

from redress.web.shell import style, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/demo/", views.demo_sign_in, name="demo-sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("bell/", views.bell, name="bell"),
    path("password/", views.change_password, name="change-password"),
    path("language/", views.set_language, name="set-language"),
    path("theme/", views.set_theme, name="set-theme"),
    path("style/", style.guide, name="style"),
]
