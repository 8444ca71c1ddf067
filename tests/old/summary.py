"""What an old release and today's both answer about a county: data, no sentences."""

from typing import Any


def summary(ended: dict[str, Any]) -> dict[str, Any]:
    """Return the data of *ended*: exit code and answer, by question."""
    answers = {name: one["answer"] for name, one in ended.items()}
    data: dict[str, Any] = {
        "exit codes": {name: one["code"] for name, one in ended.items()},
        "verdicts": {one["id"]: _verdict(one) for one in answers["status"]["accounts"]},
        "quarter": _figures(answers["quarter"]),
        "next quarter": _figures(answers["next"]),
        "edits": [[one["at"], one["by"], one["action"]] for one in answers["log"]],
        "notices": [
            [one["id"], one["kind"], one["account"], one["decided_at"], one["waiting"]]
            for one in answers["notices"]
        ],
        "worklist": _needs(answers["worklist"]),
        "contradictions": [
            id for id, need in _needs(answers["december"]).items() if need == "doubt"
        ],
    }
    if "cases" in answers:
        data["cases"] = [_case(one) for one in answers["cases"]["cases"]]
        data["answers"] = {
            one["account"]: {item: a and [a["good"], a["at"], a["by"]] for item, a in given.items()}
            for one in answers["checklist"]["accounts"]
            if any((given := one["items"]).values())
        }
        data["wording errors"] = [
            [one["id"], one["unit"], one["veto"], one["fixed_on"], one["withdrawn"]]
            for one in answers["slips"]
        ]
    return data


def _needs(listed: dict[str, Any]) -> dict[str, str]:
    return {one["account"]: one["need"] for one in listed["tasks"]}


def _verdict(one: dict[str, Any]) -> dict[str, Any]:
    keys = ("verdict", "state", "as_of", "newest_post_at", "idle_days")
    gaps = [[gap["source"], gap["outcome"]] for gap in one["gaps"]]
    return {key: one[key] for key in keys} | {
        "checks": [finding["check"] for finding in one["findings"]],
        "gaps": gaps,
    }


def _figures(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "total": one["total"],
        "before": one["before"],
        "year_before": one["year_before"],
        "accounts": {
            own["id"]: [own["verdict"], own["state"], own["posts"], _checks(own)]
            for own in one["accounts"]
        },
        "rectified": {own["id"]: own["outcome"] for own in one["rectified"]},
        "safety": one.get("safety", 0),
        "wording errors": one.get("slips", []),
        "cases": [_case(case) for case in one.get("cases", ())],
        "runs": [[run["run"], run["mode"], run["looked"]] for run in one["spot_checks"]],
    }


def _checks(own: dict[str, Any]) -> list[str]:
    return [finding["check"] for finding in own["findings"]]


def _case(one: dict[str, Any]) -> dict[str, Any]:
    keys = ("id", "account", "check", "stage", "due_on", "overdue", "recurrences", "opened_at")
    steps = [[step["move"], step["at"], step["by"]] for step in one["steps"]]
    return {key: one[key] for key in keys} | {"steps": steps}
