"""Work of the accounts room that goes on behind the pages."""

from thanthien.accounts.invitations import send_guess_notice, send_password_link
from thanthien.accounts.models import User
from thanthien.core.jobs import Run, job


@job("accounts.password_link", title="Gửi liên kết đặt mật khẩu theo yêu cầu", quick=True)
def password_link_asked_for(run: Run, *, person_id: int | None) -> None:
    """Write the letter, if there is such a person who may sign in; nobody but them hears which it was."""
    known = User.objects.filter(is_active=True)
    person = None if person_id is None else known.filter(pk=person_id).first()
    if person:
        send_password_link(person=person, by=None, key=f"{run.uuid}")


@job("accounts.guesses", title="Báo có người thử mật khẩu", quick=True)
def guesses_noticed(run: Run, *, person_id: int | None) -> None:
    """Tell the person that strangers guessed at their password, where there is one with an address."""
    person = User.objects.filter(is_active=True, pk=person_id).exclude(email="").first() if person_id else None
    if person:
        send_guess_notice(person=person, key=f"{run.uuid}")
