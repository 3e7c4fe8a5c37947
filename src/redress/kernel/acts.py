"""The fixed vocabulary of acts that a role of a policy pack may be given.

A pack names its own roles and lists acts from here; the loader refuses any other word.
"""

from django.utils.translation import gettext_lazy as _

ACTS: dict[str, object] = {
    "case.register": _("register a complaint"),
    "case.see": _("see cases within the scope"),
    "case.assess": _("classify, grade and judge a case"),
    "case.assign": _("route a case to departments and people"),
    "case.work": _("accept, investigate, plan, hand over and return a part"),
    "case.arbitrate": _("decide which department must take a case that was returned too often"),
    "case.decide": _("decide points and the solution"),
    "case.answer": _("give or pass on the answer to the customer"),
    "case.talk": _("write to the customer in the case's thread"),
    "case.confirm": _("record the customer's confirmation of record or verdict on the answer"),
    "case.close": _("close a case"),
    "case.archive": _("file closed cases"),
    "case.reopen": _("reopen a closed case"),
    "case.relate": _("merge, split, link, make a batch"),
    "case.withdraw": _("record a withdrawal or that it is not a complaint"),
    "case.recuse": _("name the person complained about and the people let in"),
    "report.see": _("be named for confidential reports of wrongdoing"),
    "clock.pause": _("pause and resume clocks"),
    "clock.extend": _("ask for an extension"),
    "clock.approve": _("decide an extension"),
    "customer.see": _("open customer pages"),
    "customer.edit": _("correct customer data"),
    "customer.reveal": _("see contact data unmasked, each time logged"),
    "case.export": _("export lists"),
    "case.import": _("import complaints from files"),
    "case.take-out": _("take all cases one may see out as a file, with names and contact data"),
    "view.share": _("share saved views"),
    "people.manage": _("administer people, departments, grants, calendars"),
    "policy.read": _("read the policy handbook"),
    "policy.edit": _("draft a policy version"),
    "policy.publish": _("publish a policy version"),
    "ledger.verify": _("verify the ledger"),
    "model.train": _("have suggestions learned anew from closed cases"),
}
