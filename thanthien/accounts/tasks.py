"""Work of the accounts room that goes on behind the pages."""

from thanthien.accounts.invitations import send_password_link
from thanthien.accounts.models import User
from thanthien.core.jobs import Run, job


@job("accounts.password_link", title="Gửi liên kết đặt mật khẩu theo yêu cầu", quick=True)
def password_link_asked_for(run: Run, *, person_id: int | None) -> None:
    """Write the letter, if there is such a person who may sign in; nobody but them hears which it was."""
    known = User.objects.filter(is_active=True)
    person = None if person_id is None else known.filter(pk=person_id).first()
    if person:
        send_password_link(person=person, by=None, key=f"{run.uuid}")
