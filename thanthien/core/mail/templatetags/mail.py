"""`{% load mail %}`: what became of a message."""

from django.template import Library

from thanthien.core.mail.words import delivery_state, state_tag, state_when

register = Library()
register.simple_tag(delivery_state)
register.filter("state_tag", state_tag)
register.filter("state_when", state_when)
