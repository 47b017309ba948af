"""«我的»: what a worker sees of himself on the phone: one state, what to do now, his data, who looked at him."""
