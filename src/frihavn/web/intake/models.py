"""The tables of a file. In clear: state, days, part, epoch, holder. Everything else is sealed."""

from __future__ import annotations

from django.db import models

PARTS = ("statement", "identity", "contact", "files", "thread")
STATES = ("open", "sleeping", "waits_for_representative", "waits_for_applicant", "withdrawn")
ID_LENGTH = 24


class File(models.Model):
    """Somebody's file. It belongs to whoever has its receipt phrase."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=24, choices=[(state, state) for state in STATES])
    day = models.DateField()
    due_day = models.DateField(help_text="Erased after this day, unless the person comes back before.")
    lookup = models.BinaryField(max_length=32, unique=True)
    own_key = models.BinaryField(help_text="The applicant's private key, sealed under the key of the receipt phrase.")
    public_key = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="file_state", condition=models.Q(state__in=STATES)),
        ]


class Grant(models.Model):
    """The key of one part in one epoch, sealed to one holder: `applicant`, or a team and the number of its key."""

    file = models.ForeignKey(File, models.CASCADE, related_name="grants")
    part = models.CharField(max_length=10, choices=[(part, part) for part in PARTS])
    epoch = models.PositiveIntegerField()
    holder = models.CharField(max_length=40, db_index=True)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="grant_once", fields=["file", "part", "epoch", "holder"]),
            models.CheckConstraint(name="grant_part", condition=models.Q(part__in=PARTS)),
        ]


class Record(models.Model):
    """One sealed document of a part: a statement, names, a message ..."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    file = models.ForeignKey(File, models.CASCADE, related_name="records")
    part = models.CharField(max_length=10, choices=[(part, part) for part in PARTS])
    revision = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    day = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="record_once", fields=["file", "part", "revision"]),
            models.CheckConstraint(name="record_part", condition=models.Q(part__in=PARTS)),
        ]
        ordering = ["revision"]


class Piece(models.Model):
    """A sealed piece of an uploaded document, which its record names by `document`."""

    file = models.ForeignKey(File, models.CASCADE, related_name="pieces")
    document = models.CharField(max_length=ID_LENGTH)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="piece_once", fields=["document", "number"])]
        ordering = ["number"]


class Look(models.Model):
    """That somebody opened the file: sealed to the applicant by the keyholder."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    file = models.ForeignKey(File, models.CASCADE, related_name="looks")
    day = models.DateField()
    sealed = models.BinaryField()


class Recipient(models.Model):
    """A team that files can be sealed to: its newest public key, as the keyholder gave it."""

    team = models.CharField(primary_key=True, max_length=ID_LENGTH)
    name = models.CharField(max_length=120)
    holder = models.CharField(max_length=40, unique=True)
    public_key = models.BinaryField()
    languages = models.CharField(max_length=60, blank=True)
    is_open = models.BooleanField(default=True)


class Session(models.Model):
    """What a browser's cookie opens: sealed under the cookie's secret, erased minutes after the last step."""

    id = models.CharField(primary_key=True, max_length=64)
    until = models.PositiveIntegerField(db_index=True, help_text="Minutes since 1970.")
    sealed = models.BinaryField()


class Draft(models.Model):
    """What was sent from a page whose session had ended: sealed under the secret that only that page has."""

    id = models.CharField(primary_key=True, max_length=64)
    day = models.DateField(db_index=True)
    sealed = models.BinaryField()


class Ticket(models.Model):
    """A form that was taken: sent again it changes nothing."""

    id = models.CharField(primary_key=True, max_length=64)
    day = models.DateField(db_index=True)


class Outbox(models.Model):
    """What has to be done after a change, written in the same transaction: random ids only."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=24)
    about = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    day = models.DateField()
