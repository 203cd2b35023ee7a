"""Along which named coordinates do the arrays of a run lie?

One record per coordinate; :mod:`monazite.market.variables` has one per variable.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """What does a coordinate of a run name?

    ``id`` is the coordinate's name, ``dimension`` the axis it runs along (equal to ``id`` for the
    axis itself), ``en`` and ``zh`` its titles.
    """

    id: str
    dimension: str
    en: str
    zh: str


AXES: tuple[Axis, ...] = (
    Axis("month", "month", "calendar month", "月份"),
    Axis("node", "node", "node: region, good and status where one price clears", "节点"),
    Axis("node_region", "node", "region of the node", "节点所在地区"),
    Axis("node_good", "node", "good of the node", "节点商品"),
    Axis("node_status", "node", "status of the node: free or bound", "节点状态：自由或受限"),
    Axis("node_kind", "node", "market, or export: the hub behind a gate", "市场节点或出口节点"),
    Axis("activity", "activity", "activity", "活动"),
    Axis("activity_kind", "activity", "kind of activity", "活动类别"),
    Axis("activity_region", "activity", "region of the activity, or of its origin", "活动所在地区"),
    Axis("activity_region_to", "activity", "region of destination, empty if none", "目的地区"),
    Axis("activity_good", "activity", "good moved or made, empty if several", "活动商品"),
    Axis("activity_recipe", "activity", "recipe, empty if none", "工艺"),
    Axis("activity_facility", "activity", "facility, empty if none", "设施"),
    Axis("activity_status", "activity", "status of the activity's product", "产品状态"),
    Axis("use", "use", "final use: region, good, use kind and status", "最终用途"),
    Axis("use_region", "use", "region of the use", "用途所在地区"),
    Axis("use_kind", "use", "kind of use", "用途类别"),
    Axis("use_good", "use", "good used", "所用商品"),
    Axis("use_node", "use", "node at which the use buys", "购买节点"),
    # Not "stock": a dataset has no room for an axis and a variable of one name.
    Axis("holder", "holder", "holder of a stock, by node", "库存持有节点"),
    Axis("gate", "gate", "export gate: region, good and destination group", "出口许可关口"),
    Axis("facility", "facility", "mine or plant", "矿山或工厂"),
    Axis("facility_region", "facility", "region of the facility", "设施所在地区"),
    Axis("facility_recipe", "facility", "recipe of the facility", "设施工艺"),
    Axis("facility_operator", "facility", "operator of the facility", "设施运营者"),
)
"""Every coordinate of a run. All coordinates are text."""

AXIS: dict[str, Axis] = {axis.id: axis for axis in AXES}
