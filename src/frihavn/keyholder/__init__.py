"""The process that holds keys: officers and teams, their reading limits, and the audit log. No Django here.

It has its own small database and answers on a socket of this machine. The staff site asks it for the keys of one case,
for one officer, with a reason; the log is written before the answer.
"""
