"""Group robots: what happened to cases, told in a group of DingTalk, Feishu or WeCom. Never personal data."""
