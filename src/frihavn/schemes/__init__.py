"""The law itself: one Markdown file per scheme, and the shared words beside them. Data only; nothing here can run."""
