from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "thanthien.evaluations"
    label = "evaluations"
    verbose_name = "Đánh giá"

    def ready(self) -> None:
        """Tells the evidence room who sees documents because of a dossier, and where documents are used; tells what
        waits for people and what they are told; registers the menu."""
        from thanthien.accounts.positions import is_appraiser, is_commune, is_office, sees_city
        from thanthien.accounts.purposes import OFFICIALS
        from thanthien.core.kept.shelves import Shelf, register_shelf
        from thanthien.core.moving import register_moves
        from thanthien.core.navigation import NavItem, register
        from thanthien.core.private.purposes import also_kept_for
        from thanthien.core.word.papers import register_paper
        from thanthien.criteria.trial_doors import register_trials
        from thanthien.evaluations import checks, evidence_links, notices  # noqa: F401 - checks registers itself
        from thanthien.evaluations.actions.figures import compute_accepted
        from thanthien.evaluations.actions.successions import follow_agency, why_not_passed
        from thanthien.evaluations.cycle_menu import CyclePage, register_cycle_page
        from thanthien.evaluations.merger_notices import tell_merged, tell_taken_back
        from thanthien.evaluations.models import Decision, Paper
        from thanthien.evaluations.models.decision import DECISION_SHELF
        from thanthien.evaluations.models.paper import PAPER_SHELF
        from thanthien.evaluations.permissions import follows_cycles
        from thanthien.evaluations.proceeding_notices import visible_proceedings
        from thanthien.evaluations.queries.conflicts import worked_on_dossier
        from thanthien.evaluations.queries.cycles import units_with_unfinished_dossiers
        from thanthien.evaluations.queries.deadlines import appraisals_moved
        from thanthien.evaluations.queries.kept_forecasts import worth_of_measures
        from thanthien.evaluations.queries.late_judges import judges_in_years
        from thanthien.evaluations.queries.late_reach import reach_of_word
        from thanthien.evaluations.queries.set_trials import trial_doors
        from thanthien.evaluations.queries.terms import terms_of_cycles
        from thanthien.evaluations.set_change_notices import visible_set_changes
        from thanthien.evaluations.word_papers import PAPERS
        from thanthien.evaluations.work import procedure_work
        from thanthien.evaluations.work_adjustments import adjustments_work
        from thanthien.evaluations.work_decisions import decisions_work
        from thanthien.evaluations.work_proceedings import proceedings_work
        from thanthien.evaluations.work_records import bodies_work, commune_work, office_work
        from thanthien.evaluations.work_sets import sets_work
        from thanthien.evidence.enums import AccessClass
        from thanthien.evidence.permissions import register_grant
        from thanthien.evidence.usages import register_holder, register_renewer, register_usages
        from thanthien.measures.acceptances import (
            follow_acceptances,
            register_judging,
            register_part,
            register_reach,
            register_teller,
        )
        from thanthien.measures.duties import register_worth
        from thanthien.measures.terms import register_terms
        from thanthien.notices.kinds import register_kind, register_record
        from thanthien.notices.work import register_work
        from thanthien.units.holds import register_hold
        from thanthien.units.staying import register_unfinished
        from thanthien.units.successions import register_following, register_following_merger, register_forgetting

        in_appraisal = (evidence_links.seen_in_appraisal, evidence_links.versions_in_appraisal)
        restricted = (evidence_links.seen_though_restricted, evidence_links.versions_though_restricted)
        register_grant(AccessClass.APPRAISAL, *in_appraisal)
        register_grant(AccessClass.RESTRICTED, *restricted)
        explained = (evidence_links.seen_in_proceedings, evidence_links.versions_in_proceedings)
        register_grant(AccessClass.APPRAISAL, *explained)
        register_grant(AccessClass.RESTRICTED, *explained)
        register_usages(evidence_links.usages)
        register_holder(evidence_links.holders)
        register_renewer(evidence_links.renewal)
        register_trials(trial_doors)
        register_terms(terms_of_cycles)
        register_moves("Thẩm định hồ sơ đã tạm dừng để bổ sung", appraisals_moved)
        register_worth(worth_of_measures)
        register_hold(why_not_passed)
        register_following(follow_agency)
        register_following_merger(tell_merged)
        register_forgetting(tell_taken_back)
        register_unfinished(units_with_unfinished_dossiers)
        of_records = (bodies_work, office_work, commune_work, proceedings_work, adjustments_work, decisions_work)
        for source in (procedure_work, *of_records, sets_work):
            register_work(source)
        for kind in notices.KINDS:
            register_kind(kind)
        follow_acceptances(compute_accepted)
        register_part(worked_on_dossier)
        register_reach(reach_of_word)
        register_judging(judges_in_years)
        register_teller(notices.tell_word)
        register_shelf(Shelf(DECISION_SHELF, "Quyết định đã ký", Decision.objects.all))
        register_shelf(Shelf(PAPER_SHELF, "Văn bản đã ký", Paper.objects.exclude(file="").all))
        for paper in PAPERS:
            register_paper(paper)
        register_record("dossier", notices.visible_dossiers)
        register_record("cycle", notices.visible_cycles)
        register_record("item_request", notices.visible_questions)
        register_record("proceeding", visible_proceedings)
        register_record("set_change", visible_set_changes)
        for page in (
            CyclePage(
                "Lịch và gia hạn",
                "cycle-detail",
                sees_city,
                60,
                frozenset({"cycle-extend", "extension-requests", "early-switch", "cycle-set"}),
            ),
            CyclePage("Tiếp nhận hồ sơ", "intake", is_office, 70, frozenset({"registrations", "unsubmitted"})),
            CyclePage("Đôn đốc", "urge-late", is_office, 80, frozenset({"urged"})),
            CyclePage("Văn bản", "papers", is_office, 85, frozenset({"papers-record"})),
            CyclePage("Quyết định", "decision-home", sees_city, 90),
        ):
            register_cycle_page(page)
        register(NavItem("Hồ sơ của đơn vị", "commune-home", show=is_commune, order=20, under="/don-vi/"))
        register(NavItem("Phiếu thẩm định", "appraisal-home", show=is_appraiser, order=22, under="/tham-dinh/"))
        register(NavItem("Kết luận", "council-home", show=sees_city, order=30, under="/hoi-dong/"))
        register(NavItem("Kỳ đánh giá", "cycle-list", show=follows_cycles, order=40, under="/ky/"))
        also_kept_for(OFFICIALS.code, "evaluations.Decision", "evaluations.Paper")
