"""The door of e-mail: letters read over IMAP become complaints, or words in the thread of theirs."""
