"""Addresses of the needs pages."""

from django.urls import URLPattern

app_name = "needs"
urlpatterns: list[URLPattern] = []
