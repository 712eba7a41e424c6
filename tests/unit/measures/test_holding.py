from fssim.measures.log_view.people_in_post import holdings_of
from tests.unit.measures.diary import HORIZON, Diary

ASSESSOR, KEYWORKER = "assessment 1: social_worker 1", "safeguarding 1: social_worker 1"


def test_a_family_is_held_until_it_changes_team_its_worker_leaves_or_it_is_closed(diary: Diary) -> None:
    assessor, keyworker = diary.worker(ASSESSOR), diary.worker(KEYWORKER, end=300.0)
    family = diary.family()
    diary.referred(260.0, family)
    diary.entered(261.0, family, "assessment")
    diary.unallocated(261.0, family)
    diary.allocated(265.0, family, assessor, since=261.0)
    diary.entered(280.0, family, "plan")
    diary.allocated(280.0, family, keyworker)
    diary.unallocated(300.0, family, keyworker)
    diary.allocated(304.0, family, assessor, since=300.0)
    diary.entered(310.0, family, "closed")
    view = diary.view
    held, waits = holdings_of(view).held(), holdings_of(view).unallocated()
    assert held.worker.tolist() == [assessor, keyworker, assessor]
    assert held.start.tolist() == [265.0, 280.0, 304.0]
    assert held.end.tolist() == [280.0, 300.0, 310.0]
    assert (waits.start.tolist(), waits.end.tolist()) == ([261.0, 300.0], [265.0, 304.0])


def test_what_is_still_so_at_the_end_lasts_to_the_horizon(diary: Diary) -> None:
    family = diary.family()
    diary.referred(260.0, family)
    diary.entered(261.0, family, "assessment")
    diary.unallocated(261.0, family)
    waits = holdings_of(diary.view).unallocated()
    assert (waits.start.tolist(), waits.end.tolist()) == ([261.0], [HORIZON])
