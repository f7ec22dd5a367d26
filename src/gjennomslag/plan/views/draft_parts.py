"""The parts of a draft, each on a page of its own: what the whole plan is, a line, a rule, a named value."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.plan.choices import ItemKind
from gjennomslag.plan.draft_forms import FrameForm, ItemForm, NamedValueForm, RuleForm, rule_choices
from gjennomslag.plan.drafts.content import (
    Content,
    goals_in,
    item_in,
    levels_of,
    move_item,
    new_key,
    put_item,
    remove_item,
    rules_of,
    with_rules,
)
from gjennomslag.plan.models import PlanDraft, in_language
from gjennomslag.plan.queries.drafts import draft_page, office_choices, rule_words
from gjennomslag.plan.reported import REPORTED
from gjennomslag.plan.rules import MANAGE
from gjennomslag.plan.services.drafts import DraftHasMovedError, change_draft
from gjennomslag.plan.views.drafts import draft_or_404, say_it_has_moved, trail_to_draft


def _save(request: PersonRequest, draft: PlanDraft, content: Content) -> bool:
    """Save the new content; say so and return False where somebody else was quicker."""
    seen = request.POST.get("seen", "")
    try:
        change_draft(
            draft=draft,
            content=content,
            seen=int(seen) if seen.isdigit() else draft.revision,
            on=clock.today(),
            by=request.user,
        )
    except DraftHasMovedError:
        say_it_has_moved(request)
        return False
    return True


def _item_or_404(draft: PlanDraft, key: str) -> dict[str, Any]:
    item = item_in(draft.content, key)
    if item is None:
        raise Http404
    return item


def _parameters(content: Content) -> dict[str, str]:
    return {key: str(each.get("value", "")) for key, each in (content.get("parameters") or {}).items()}


@in_unit(MANAGE)
def draft_frame(request: PersonRequest, unit: Unit, draft: int) -> HttpResponse:
    """Change what the whole plan is: title, days, adoption and elections."""
    found = draft_or_404(request, unit, draft)
    language = found.content["languages"][0]
    form = FrameForm(request.POST or None, initial=_frame_shown(found.content, language))
    if request.method == "POST" and form.is_valid() and _save(request, found, _framed(found.content, form, language)):
        return redirect("plan:draft", unit.code, found.pk)
    context = {"form": form, "draft": found}
    status = 422 if form.errors else 200
    trail = trail_to_draft(unit, found)
    return render_unit(
        request, unit, "plan/draft_frame.html", context, here=_("About the plan"), trail=trail, status=status
    )


def _frame_shown(content: Content, language: str) -> dict[str, Any]:
    def days(kind: str) -> str:
        return ", ".join(each["on"] for each in content.get("elections") or [] if each["kind"] == kind)

    return {
        "title": content["title"].get(language, ""),
        "key": content["key"],
        "first": content["period"]["from"],
        "last": content["period"]["to"],
        "adopted_on": content["adopted"]["on"],
        "adopted_by": content["adopted"]["by"].get(language, ""),
        "local_elections": days("local"),
        "national_elections": days("national"),
    }


def _framed(content: Content, form: FrameForm, language: str) -> Content:
    values = form.cleaned_data
    elections = [{"kind": "local", "on": day} for day in values["local_elections"]]
    elections += [{"kind": "national", "on": day} for day in values["national_elections"]]
    return {
        **content,
        "key": values["key"],
        "title": {**content["title"], language: values["title"]},
        "period": {"from": values["first"].isoformat(), "to": values["last"].isoformat()},
        "adopted": {
            "on": values["adopted_on"].isoformat(),
            "by": {**content["adopted"]["by"], language: values["adopted_by"]},
        },
        "elections": sorted(elections, key=lambda each: each["on"]),
    }


def _item_form(request: PersonRequest, content: Content, initial: dict[str, Any]) -> ItemForm:
    return ItemForm(
        request.POST or None,
        languages=content["languages"],
        goals=[(each["id"], f"{each['id']} {in_language(each.get('title') or {})}") for each in goals_in(content)],
        levels=content["levels"],
        offices=office_choices(),
        initial=initial,
    )


@in_unit(MANAGE)
def new_item(request: PersonRequest, unit: Unit, draft: int) -> HttpResponse:
    """Write a new line; ``?goal=`` and ``?kind=`` say where and what it begins as."""
    found = draft_or_404(request, unit, draft)
    asked = {"goal": request.GET.get("goal", ""), "kind": request.GET.get("kind", ItemKind.MEASURE)}
    form = _item_form(request, found.content, asked)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        key = new_key(found.content, values["kind"], values["goal"], (values["level"] or [""])[0])
        if _save(request, found, put_item(found.content, form.as_item(key, {}))):
            return redirect("plan:draft_item", unit.code, found.pk, key)
    context = {"form": form, "draft": found, "item": None}
    status = 422 if form.errors else 200
    trail = trail_to_draft(unit, found)
    return render_unit(request, unit, "plan/draft_item.html", context, here=_("New line"), trail=trail, status=status)


@in_unit(MANAGE)
def draft_item(request: PersonRequest, unit: Unit, draft: int, key: str) -> HttpResponse:
    """Change a line, and see its rules and what is wrong with it."""
    found = draft_or_404(request, unit, draft)
    item = _item_or_404(found, key)
    titles = item.get("title") or {}
    initial = {
        **{f"title_{language}": titles.get(language, "") for language in found.content["languages"]},
        **{name: item.get(name, "") for name in ("text", "kind", "goal", "office")},
        "level": levels_of(item),
        "follows": ", ".join(item.get("follows") or []),
    }
    form = _item_form(request, found.content, initial)
    if request.method == "POST" and form.is_valid():
        changed = put_item(found.content, form.as_item(key, item.get("rules") or {}))
        if _save(request, found, changed):
            messages.success(request, _("Saved."))
            return redirect("plan:draft_item", unit.code, found.pk, key)
    line = next(line for chapter in draft_page(found).chapters for line in _lines(chapter) if line.key == key)
    context = {"form": form, "draft": found, "item": item, "line": line}
    status = 422 if form.errors else 200
    return render_unit(
        request, unit, "plan/draft_item.html", context, here=key, trail=trail_to_draft(unit, found), status=status
    )


def _lines(chapter: Any) -> list[Any]:
    return [*filter(None, [chapter.goal]), *chapter.lines]


@in_unit(MANAGE)
@require_POST
def move_draft_item(request: PersonRequest, unit: Unit, draft: int, key: str) -> HttpResponse:
    """Let a line change places with its neighbour."""
    found = draft_or_404(request, unit, draft)
    _item_or_404(found, key)
    _save(request, found, move_item(found.content, key, -1 if request.POST.get("step") == "up" else 1))
    return redirect(f"{reverse('plan:draft', args=[unit.code, found.pk])}#{key}")


@in_unit(MANAGE)
@require_POST
def remove_draft_item(request: PersonRequest, unit: Unit, draft: int, key: str) -> HttpResponse:
    """Leave a line out, and a goal with everything under it."""
    found = draft_or_404(request, unit, draft)
    _item_or_404(found, key)
    if _save(request, found, remove_item(found.content, key)):
        messages.success(request, _("%(key)s is left out.") % {"key": key})
    return redirect("plan:draft", unit.code, found.pk)


@in_unit(MANAGE)
def draft_rule(request: PersonRequest, unit: Unit, draft: int, key: str, number: int) -> HttpResponse:
    """Write the line's rule with this number (1 is the first); the number after the last is a new one."""
    found = draft_or_404(request, unit, draft)
    item = _item_or_404(found, key)
    rules = rules_of(item)
    if not 1 <= number <= len(rules) + 1:
        raise Http404
    initial = rule_choices(*rules[number - 1]) if number <= len(rules) else _first_choices(item)
    parameters = _parameters(found.content)
    form = RuleForm(request.POST or None, initial=initial, parameters=parameters)
    if request.method == "POST" and form.is_valid():
        written = (form.cleaned_data["sentence"], form.cleaned_data["shown"])
        changed = with_rules(item, [*rules[: number - 1], written, *rules[number:]])
        if _save(request, found, put_item(found.content, changed)):
            messages.success(request, _("Saved: %(rule)s.") % {"rule": rule_words(*written, parameters)})
            return redirect("plan:draft_item", unit.code, found.pk, key)
    address = reverse("plan:draft_item", args=[unit.code, found.pk, key])
    context = {"form": form, "draft": found, "title": in_language(item.get("title") or {}), "back": address}
    context["parameters"] = found.content.get("parameters") or {}
    return render_unit(
        request,
        unit,
        "plan/draft_rule.html",
        context,
        here=_("Rule"),
        trail=[*trail_to_draft(unit, found), (address, key)],
        status=422 if form.errors else 200,
    )


def _first_choices(item: dict[str, Any]) -> dict[str, Any]:
    """What a new rule begins as: for those on the line's level, once a year, told by what they report."""
    subjects = {"local": "branch", "county": "county"}
    levels = levels_of(item)
    subject = subjects.get(levels[0], "party") if len(levels) == 1 else "party"
    return {"how": "every-year", "subject": subject, "part": REPORTED}


@in_unit(MANAGE)
@require_POST
def remove_draft_rule(request: PersonRequest, unit: Unit, draft: int, key: str, number: int) -> HttpResponse:
    """Take a rule away."""
    found = draft_or_404(request, unit, draft)
    item = _item_or_404(found, key)
    rules = rules_of(item)
    if not 1 <= number <= len(rules):
        raise Http404
    _save(request, found, put_item(found.content, with_rules(item, [*rules[: number - 1], *rules[number:]])))
    return redirect("plan:draft_item", unit.code, found.pk, key)


@in_unit(MANAGE)
def draft_values(request: PersonRequest, unit: Unit, draft: int) -> HttpResponse:
    """Show the named values of the draft, and write one; ``?name=`` chooses which."""
    found = draft_or_404(request, unit, draft)
    values = dict(found.content.get("parameters") or {})
    name = request.GET.get("name", "")
    chosen = values.get(name, {})
    initial = {f"title_{language}": text for language, text in (chosen.get("title") or {}).items()}
    initial |= {"name": name if chosen else "", "value": chosen.get("value", "")}
    languages = found.content["languages"]
    form = NamedValueForm(request.POST or None, languages=languages, initial=initial)
    if request.method == "POST" and form.is_valid():
        values[form.cleaned_data["name"]] = {"value": form.cleaned_data["value"], "title": form.titles()}
        if _save(request, found, {**found.content, "parameters": values}):
            messages.success(request, _("Saved."))
            return redirect("plan:draft_values", unit.code, found.pk)
    rows = [(key, each.get("value", ""), in_language(each.get("title") or {})) for key, each in values.items()]
    context = {"form": form, "draft": found, "rows": rows}
    status = 422 if form.errors else 200
    trail = trail_to_draft(unit, found)
    return render_unit(
        request, unit, "plan/draft_values.html", context, here=_("Named values"), trail=trail, status=status
    )


@in_unit(MANAGE)
@require_POST
def remove_draft_value(request: PersonRequest, unit: Unit, draft: int, parameter: str) -> HttpResponse:
    """Take a named value away. Rules that still use it are shown as wrong."""
    found = draft_or_404(request, unit, draft)
    values = {key: each for key, each in (found.content.get("parameters") or {}).items() if key != parameter}
    _save(request, found, {**found.content, "parameters": values})
    return redirect("plan:draft_values", unit.code, found.pk)
