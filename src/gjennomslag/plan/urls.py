from django.urls import URLPattern, URLResolver, include, path

from gjennomslag.plan.views import (
    backfill,
    board,
    coverage,
    documents,
    draft_parts,
    drafts,
    lines,
    load,
    our_plan,
    own_draft,
    own_plan,
    parameters,
    targets,
    versions,
)

app_name = "plan"

of_year: list[URLPattern] = [
    path("commit/", targets.commit, name="commit_target"),
    path("share/", targets.share, name="share_targets"),
    path("share/save/", targets.share_out, name="save_shares"),
]
of_draft: list[URLPattern] = [
    path("", drafts.draft, name="draft"),
    path("file.yaml", drafts.draft_file, name="draft_file"),
    path("adopt/", drafts.adopt, name="adopt_draft"),
    path("discard/", drafts.discard, name="discard_draft"),
    path("about/", draft_parts.draft_frame, name="draft_frame"),
    path("values/", draft_parts.draft_values, name="draft_values"),
    path("values/<slug:parameter>/remove/", draft_parts.remove_draft_value, name="remove_draft_value"),
    path("new/", draft_parts.new_item, name="new_draft_item"),
    path("lines/<str:key>/", draft_parts.draft_item, name="draft_item"),
    path("lines/<str:key>/move/", draft_parts.move_draft_item, name="move_draft_item"),
    path("lines/<str:key>/remove/", draft_parts.remove_draft_item, name="remove_draft_item"),
    path("lines/<str:key>/rules/<int:number>/", draft_parts.draft_rule, name="draft_rule"),
    path("lines/<str:key>/rules/<int:number>/remove/", draft_parts.remove_draft_rule, name="remove_draft_rule"),
]
own: list[URLPattern] = [
    path("", own_plan.own_plan, name="own_plan"),
    path("begin/", own_draft.begin_own, name="begin_own"),
    path("draft/", own_draft.own_draft, name="own_draft"),
    path("draft/adopt/", own_draft.adopt_own, name="adopt_own"),
    path("draft/discard/", own_draft.discard_own, name="discard_own"),
    path("draft/goals/<str:goal>/", own_draft.own_goal, name="own_goal"),
    path("draft/measures/<int:line>/", own_draft.own_line, name="own_line"),
    path("draft/measures/<int:line>/remove/", own_draft.remove_own, name="remove_own"),
    path("versions/<int:number>/", own_plan.own_version, name="own_version"),
    path("versions/<int:number>/minutes/", own_plan.minutes_file, name="minutes_file"),
    path("measures/<int:item>/report/", own_plan.report_own, name="report_own"),
]
of_unit: list[URLPattern | URLResolver] = [
    path("plan/", our_plan.our_plan, name="our_plan"),
    path("plan/load/", load.load, name="load"),
    path("plan/document/", documents.document, name="document"),
    path("plan/export.csv", documents.export, name="export"),
    path("plan/board/", board.board, name="board"),
    path("plan/board.pdf", board.board_pdf, name="board_pdf"),
    path("plan/board.xlsx", board.board_xlsx, name="board_xlsx"),
    path("plan/board.csv", board.board_csv, name="board_csv"),
    path("plan/parameters/", parameters.parameters, name="parameters"),
    path("plan/parameters/<slug:parameter>/", parameters.change_parameter, name="change_parameter"),
    path("plan/backfill/", backfill.backfill, name="backfill"),
    path("plan/backfill/table.xlsx", backfill.example_table, name="example_table"),
    path("plan/versions/", versions.versions, name="versions"),
    path("plan/drafts/", drafts.drafts, name="drafts"),
    path("plan/drafts/text/", drafts.begin_from_text, name="begin_from_text"),
    path("plan/drafts/empty/", drafts.begin_empty, name="begin_empty"),
    path("plan/drafts/version/", drafts.begin_version, name="begin_version"),
    path("plan/drafts/<int:draft>/", include(of_draft)),
    path("plan/below/", documents.below, name="below"),
    path("plan/acts/<int:act>/withdraw/", our_plan.withdraw, name="withdraw_act"),
    path("plan/acts/<int:act>/file/", our_plan.act_file, name="act_file"),
    path("plan/<str:key>/", lines.item, name="item"),
    path("plan/<str:key>/report/", our_plan.report, name="report"),
    path("own-plan/", include(own)),
    path("coverage/", coverage.coverage, name="coverage"),
    path("plan-template/", coverage.template, name="template"),
    path("targets/", targets.targets, name="targets"),
    path("targets/<int:sheet>/revise/", targets.revise, name="revise_targets"),
    path("targets/<int:sheet>/<int:year>/", include(of_year)),
]
urlpatterns = [
    path("units/<slug:code>/", include(of_unit)),
    path("plan/deadlines/<str:token>.ics", documents.deadlines, name="deadlines"),
]
