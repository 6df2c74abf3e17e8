"""The words about roles for steps: for organisers, and for the member who may wear one."""

from cogs.journeys.roles import Unfit
from cogs.shared.quoting import plain_name
from cogs.shared.words import Words


def trouble(w: Words, why: Unfit, role: str | None) -> str:
    """What stands in the way, and what to do; a celebration has not been held up by it."""
    name = plain_name(role or "", 60)
    match why:
        case Unfit.GONE:
            return w("A role for a step is not here any more. Please choose another one with /milestones role.")
        case Unfit.NO_RIGHT:
            return w(
                "I may not give the role {role}. Please give me “Manage Roles” in Server Settings, Roles. "
                "Celebrations go on without it.", role=name
            )  # fmt: skip
        case Unfit.TOO_HIGH:
            return w(
                "The role {role} stands above mine, so I may not give it. Please drag my role above it in Server "
                "Settings, Roles. Celebrations go on without it.", role=name
            )  # fmt: skip
        case Unfit.MANAGED:
            return w(
                "The role {role} belongs to an app or to everyone, so nobody can give it. Please choose another one "
                "with /milestones role.", role=name
            )  # fmt: skip
        case Unfit.POWERFUL:
            return w(
                "The role {role} lets people do what only staff should. Please choose a role without such rights: "
                "a step must not make somebody staff.", role=name
            )  # fmt: skip


def role_is(w: Words, role: str, step: str) -> str:
    return w(
        "{role} is for the step “{step}” now. It is worn only by those who celebrate the step and said that they "
        "want a role.", role=plain_name(role, 60), step=step
    )  # fmt: skip


def no_role(w: Words, step: str) -> str:
    return w("No role for the step “{step}” now. Whoever wears one keeps it until their next step.", step=step)


def no_such_step(w: Words) -> str:
    return w("I do not know that step of that ladder. Please pick both from the list.")
