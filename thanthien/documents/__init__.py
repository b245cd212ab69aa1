"""Word drafts and posters of the commune: what other rooms know, on paper."""
