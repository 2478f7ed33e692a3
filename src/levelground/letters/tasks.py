"""The job that sends one letter. Its arguments are ids: whoever reads the queue learns nothing."""

from __future__ import annotations

from django_tasks import task


@task()
def send_letter(letter_id: int) -> None:
    from levelground.letters.actions import deliver  # noqa: PLC0415  which hands letters to us

    deliver(letter_id=letter_id)
