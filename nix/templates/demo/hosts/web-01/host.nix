{ tags = [ "web" ]; }
