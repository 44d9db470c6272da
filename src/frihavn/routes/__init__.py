"""Where somebody is now: dangers, clocks, papers, lawful steps and who learns of them; and the headline."""
