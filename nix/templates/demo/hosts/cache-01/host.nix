{ tags = [ "cache" ]; }
