{ tags = [ "database" ]; }
