from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "thanthien.evaluations"
    label = "evaluations"
    verbose_name = "Đánh giá"

    def ready(self) -> None:
        """Tells the evidence room who sees documents because of a dossier, and where documents are used; tells what
        waits for people and what they are told; registers the menu."""
        from thanthien.accounts.positions import is_appraiser, is_commune, is_office, sees_city
        from thanthien.core.kept.shelves import Shelf, register_shelf
        from thanthien.core.navigation import NavItem, register
        from thanthien.evaluations import evidence_links, notices
        from thanthien.evaluations.actions.cycles import cycles_that_need
        from thanthien.evaluations.actions.figures import compute_accepted
        from thanthien.evaluations.cycle_menu import CyclePage, register_cycle_page
        from thanthien.evaluations.models import Decision
        from thanthien.evaluations.models.decision import DECISION_SHELF
        from thanthien.evaluations.permissions import follows_cycles
        from thanthien.evaluations.queries.conflicts import worked_on_dossier
        from thanthien.evaluations.queries.cycles import units_with_unfinished_dossiers
        from thanthien.evaluations.queries.kept_forecasts import worth_of_measures
        from thanthien.evaluations.queries.late_judges import judges_in_years
        from thanthien.evaluations.queries.late_reach import reach_of_word
        from thanthien.evaluations.queries.terms import terms_of_cycles
        from thanthien.evaluations.work import procedure_work
        from thanthien.evaluations.work_records import bodies_work, commune_work, office_work
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

        in_appraisal = (evidence_links.seen_in_appraisal, evidence_links.versions_in_appraisal)
        restricted = (evidence_links.seen_though_restricted, evidence_links.versions_though_restricted)
        register_grant(AccessClass.APPRAISAL, *in_appraisal)
        register_grant(AccessClass.RESTRICTED, *restricted)
        register_usages(evidence_links.usages)
        register_holder(evidence_links.holders)
        register_renewer(evidence_links.renewal)
        register_terms(terms_of_cycles)
        register_worth(worth_of_measures)
        register_hold(cycles_that_need)
        register_unfinished(units_with_unfinished_dossiers)
        for source in (procedure_work, bodies_work, office_work, commune_work):
            register_work(source)
        for kind in notices.KINDS:
            register_kind(kind)
        follow_acceptances(compute_accepted)
        register_part(worked_on_dossier)
        register_reach(reach_of_word)
        register_judging(judges_in_years)
        register_teller(notices.tell_word)
        register_shelf(Shelf(DECISION_SHELF, "Quyết định đã ký", Decision.objects.all))
        register_record("dossier", notices.visible_dossiers)
        register_record("cycle", notices.visible_cycles)
        register_record("item_request", notices.visible_questions)
        for page in (
            CyclePage(
                "Lịch và gia hạn",
                "cycle-detail",
                sees_city,
                60,
                frozenset({"cycle-extend", "extension-requests", "early-switch"}),
            ),
            CyclePage("Tiếp nhận hồ sơ", "intake", is_office, 70, frozenset({"registrations", "unsubmitted"})),
            CyclePage("Đôn đốc", "urge-late", is_office, 80, frozenset({"urged"})),
            CyclePage("Quyết định", "decision-home", sees_city, 90),
        ):
            register_cycle_page(page)
        register(NavItem("Hồ sơ của đơn vị", "commune-home", show=is_commune, order=20, under="/don-vi/"))
        register(NavItem("Phiếu thẩm định", "appraisal-home", show=is_appraiser, order=22, under="/tham-dinh/"))
        register(NavItem("Hội đồng", "council-home", show=sees_city, order=30, under="/hoi-dong/"))
        register(NavItem("Kỳ đánh giá", "cycle-list", show=follows_cycles, order=40, under="/ky/"))
