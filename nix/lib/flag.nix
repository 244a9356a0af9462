# A flag of our programs as the words of an argv: none without a value. Name and value are one word, so that a value that
# begins with a dash is no flag.
name: value: if value == null then [ ] else [ "--${name}=${toString value}" ]
