"""Representatives: sign-in, clients, reading with a reason, answers, hand-over."""
