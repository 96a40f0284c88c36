"""The narrative of a table: what its goals and tasks list, and how that goes with its indicators.

For an accountant: 预期目标, 实际完成情况 and 年度主要任务 are read item by item and laid beside the indicators of the same table.
For a programmer: ``goals_of`` gives the items with their cells, ``standings`` which have partners, ``same_figures`` the figures
that both state of the same thing; whatever words leave open is left out.
"""

from jixiao.scoring.narrative.goals import (
    GoalItem,
    achieved_texts,
    expected_texts,
    goals_of,
    of_outcome,
    real_tasks,
    standings,
)
from jixiao.scoring.narrative.items import Item, items
from jixiao.scoring.narrative.same import Same, agree, same_figures
from jixiao.scoring.narrative.stated import Stated, stated
from jixiao.scoring.narrative.words import related

__all__ = ["GoalItem", "Item", "Same", "Stated", "achieved_texts", "agree", "expected_texts", "goals_of", "items", "of_outcome", "real_tasks", "related", "same_figures", "standings", "stated"]
