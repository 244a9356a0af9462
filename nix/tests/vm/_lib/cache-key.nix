# The key of the caches of VM tests. It signs nothing but what a test has made, and anybody may know it.
{
  secret = "nixfleet-test-1:6OwzcDI3UQS3JMbeF8FRqDX3xtmYZ9mLCs7/sZmLRfbEk7Dkx6YeMV8o/ob7wb3dWhVNVPdS+Hw+Q8sh3odXtA==";
  public = "nixfleet-test-1:xJOw5MemHjFfKP6G+8G93VoVTVT3Uvh8PkPLId6HV7Q=";
}
