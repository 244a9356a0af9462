{ tags = [ "monitoring" ]; }
