"""`{% load devices %}`: the browser of a sign-in in words."""

from django.template import Library

from thanthien.accounts.devices import device_words

register = Library()
register.filter("device_words", device_words)
