"""Work of the accounts room that goes on behind the pages."""

from thanthien.accounts.invitations import send_password_link
from thanthien.accounts.models import User
from thanthien.core.jobs import Run, job


@job("accounts.password_link", title="Gửi liên kết đặt mật khẩu theo yêu cầu", quick=True)
def password_link_asked_for(run: Run, *, person_id: int | None) -> None:
    """Write the letter, if there is such a person who may sign in; nobody but them hears which it was."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person:
        send_password_link(person=person, by=None, key=f"{run.uuid}")
