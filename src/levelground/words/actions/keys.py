"""The keys of what people write: one after another for a group, one for a person."""

from __future__ import annotations

from django.db.models import Max, QuerySet

from levelground.accounts.models import Person
from levelground.audit.actions import record
from levelground.core.audit import EntryKind
from levelground.groups.models import Group, Member
from levelground.runtime import clock
from levelground.sealing import envelope
from levelground.words import store
from levelground.words.models import DataKey


def key_of_group(group_id: int) -> DataKey:
    """The group's newest key; a new one if somebody has left since it was made."""
    return _good_key_of_group(group_id) or _first_to_make_a_key_of_group(group_id)


def _good_key_of_group(group_id: int) -> DataKey | None:
    newest = _not_lost(DataKey.objects.filter(group=group_id)).order_by("version").last()
    left = Member.objects.filter(group=group_id).aggregate(last=Max("left_at"))["last"]
    return newest if newest and (left is None or left < newest.made_at) else None


def _first_to_make_a_key_of_group(group_id: int) -> DataKey:
    """When two write at once, one makes the key and the other waits for it."""
    Group.objects.select_for_update().get(pk=group_id)
    return _good_key_of_group(group_id) or new_key_of_group(group_id)


def new_key_of_group(group_id: int) -> DataKey:
    version = _next_version(DataKey.objects.filter(group=group_id))
    key = DataKey(group_id=group_id, version=version, made_at=clock.now())
    store.new_key(key).save()
    record(EntryKind.KEY_USED, act="made", about=f"group {group_id}")
    return key


def key_of_person(person_id: int) -> DataKey:
    mine = _not_lost(DataKey.objects.filter(person=person_id)).order_by("version")
    if known := mine.last():
        return known
    Person.objects.select_for_update().get(pk=person_id)
    if known := mine.last():
        return known
    version = _next_version(DataKey.objects.filter(person=person_id))
    key = DataKey(person_id=person_id, version=version, made_at=clock.now())
    store.new_key(key).save()
    record(EntryKind.KEY_USED, act="made", concerning=person_id)
    return key


def shred(keys: QuerySet[DataKey]) -> None:
    for group_id, person_id in keys.values_list("group", "person").distinct():
        about = f"group {group_id}" if group_id else ""
        record(EntryKind.KEY_USED, act="destroyed", about=about, concerning=person_id)
    keys.delete()
    envelope.forget_keys()


def _not_lost(keys: QuerySet[DataKey]) -> QuerySet[DataKey]:
    """Those with which one can still write: not what the operator has given up as lost."""
    return keys.exclude(wrapped_with__in=envelope.lost_keys())


def _next_version(keys: QuerySet[DataKey]) -> int:
    return (keys.aggregate(version=Max("version"))["version"] or 0) + 1
