"""Work of the notices room that goes on behind the pages."""

from __future__ import annotations

from thanthien.core import clock, formats
from thanthien.core.jobs import Run, enqueue, job, periodic
from thanthien.notices import mailing, reminding


@job("notices.mail_person", title="Viết thư thông báo cho một người", quick=True)
def mail_person(run: Run, *, person_id: int) -> None:
    """The mail that is due to one person; one person's trouble holds up nobody else's."""
    mailing.mail_person(person_id)


@job("notices.mail_people", title="Viết thư thông báo", quick=True)
def mail_people(run: Run, *, people: list[int]) -> None:
    """Something was told to these people: a job for each."""
    for person_id in people:
        enqueue(mail_person, by=None, key=f"{run.uuid}:{person_id}", person_id=person_id)


@periodic(cron="*/10 * * * *")
@job("notices.mail_due", title="Viết thư thông báo đã đến giờ", quick=True)
def mail_due(run: Run) -> None:
    """What waited for the morning or for an address that takes mail, and collected mail."""
    mailing.take_up_again()
    at = f"{clock.now():%Y-%m-%dT%H:%M}"
    for person_id in mailing.people_to_mail():
        enqueue(mail_person, by=None, key=f"{at}:{person_id}", person_id=person_id)
    for person_id in mailing.people_to_collect_for():  # once a day, also when there is nothing to write
        enqueue(mail_person, by=None, key=f"collected:{clock.today()}:{person_id}", person_id=person_id)


@job("notices.remind_person", title="Nhắc hạn một người", quick=True)
def remind_person(run: Run, *, person_id: int) -> None:
    """What is soon due of one person's work."""
    reminding.remind_person(person_id)


@periodic(cron="30 6 * * *")
@job("notices.remind", title="Nhắc việc sắp đến hạn", quick=True)
def remind(run: Run) -> None:
    """Every morning, a job for each person."""
    people = reminding.people_to_remind()
    for person_id in people:
        enqueue(remind_person, by=None, key=f"{clock.today()}:{person_id}", person_id=person_id)
    run.tell(f"Đã xem việc của {formats.number(len(people))} người.")
