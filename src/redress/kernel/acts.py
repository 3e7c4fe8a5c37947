"""The fixed vocabulary of acts that a role of a policy pack may be given.

A pack names its own roles and lists acts from here; the loader refuses any other word.
"""

ACTS: dict[str, str] = {
    "case.register": "register a complaint",
    "case.see": "see cases within the scope",
    "case.assess": "classify, grade and judge a case",
    "case.assign": "route a case to departments and people",
    "case.work": "accept, investigate, plan, hand over and return a part",
    "case.arbitrate": "decide which department must take a case that was returned too often",
    "case.decide": "decide points and the solution",
    "case.answer": "give or pass on the answer to the customer",
    "case.talk": "write to the customer in the case's thread",
    "case.confirm": "record the customer's confirmation of record or verdict on the answer",
    "case.close": "close a case",
    "case.archive": "file closed cases",
    "case.reopen": "reopen a closed case",
    "case.relate": "merge, split, link, make a batch",
    "case.withdraw": "record a withdrawal or that it is not a complaint",
    "case.recuse": "name the person complained about and the people let in",
    "report.see": "be named for confidential reports of wrongdoing",
    "clock.pause": "pause and resume clocks",
    "clock.extend": "ask for an extension",
    "clock.approve": "decide an extension",
    "customer.see": "open customer pages",
    "customer.edit": "correct customer data",
    "customer.reveal": "see contact data unmasked, each time logged",
    "case.export": "export lists",
    "case.import": "import complaints from files",
    "view.share": "share saved views",
    "people.manage": "administer people, departments, grants, calendars",
    "policy.read": "read the policy handbook",
    "policy.edit": "draft a policy version",
    "policy.publish": "publish a policy version",
    "ledger.verify": "verify the ledger",
}
