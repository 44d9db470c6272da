"""The words of protection law: facts, schemes, cases, and the reading of one by the other, with proof."""
