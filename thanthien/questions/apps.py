from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "thanthien.questions"
    label = "questions"
    verbose_name = "Hỏi đáp"

    def ready(self) -> None:
        """Registers the doors at the foot of work pages, what waits for the office, what askers are told."""
        from thanthien.core.navigation import NavItem, register
        from thanthien.notices.kinds import Kind, register_kind, register_record
        from thanthien.notices.work import register_work
        from thanthien.questions.actions import ANSWERED_KIND
        from thanthien.questions.permissions import can_ask, can_read
        from thanthien.questions.queries import visible_questions
        from thanthien.questions.work import questions_work

        register(NavItem("Hỏi cơ quan thường trực", "question-ask", show=can_ask, audience="support", order=10))
        register(NavItem("Hỏi đáp", "questions", show=can_read, audience="support", order=20))
        register_kind(Kind(ANSWERED_KIND, "Trả lời câu hỏi", "Câu hỏi anh/chị gửi cơ quan thường trực có trả lời."))
        register_record("question", visible_questions)
        register_work(questions_work)
