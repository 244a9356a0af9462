/** What `--help` prints. */
export const HELP = `nixfleet-compliance: whether this machine is what its frameworks ask for, and evidence of it.

Usage: nixfleet-compliance check [OPTIONS]      show how it stands (also: compliance-check [OPTIONS])
       nixfleet-compliance collect [OPTIONS]    look at everything now, sign it and keep it (root)
       nixfleet-compliance gate                 are all required controls met? collects if it has to (root)
       nixfleet-compliance verify [DIR|FILE]    does the signature of evidence hold? needs no network
       nixfleet-compliance sbom                 write the SBOM of the system that runs (root)
       nixfleet-compliance drill KIND           note a recovery test: restore, rebuild or rollback (root)
       nixfleet-compliance probe CONTROL        run one probe of ours and print what it found (root)

check
  --control CONTROL          only this control; may be repeated
  --framework FRAMEWORK      only what speaks for this framework (nis2); may be repeated
  --format FORMAT            table, json or markdown
  -v, --verbose              also what failing controls observed; VERBOSE=1 does the same
  --live                     look at the machine now instead of at its evidence; keeps nothing (root)
collect
  --fail                     exit 1 when something is not met
  --metrics-file FILE        also write the result for node_exporter's textfile collector
verify
  --key FILE|KEY             it has to be signed with this key ("ssh-ed25519 AAAA…", or a file that has it)
  --allowed-signers FILE     ... with a key that this file gives to its host (ssh-keygen(1), ALLOWED SIGNERS)
  --host NAME                it has to be of this host
  --history                  every piece in the history of DIR
sbom
  --file FILE                where to; sbom.json in the directory of evidence unless told
drill
  --minutes N                how long it took, from the loss until it worked again
  --by NAME, --note TEXT     who held it, and what an auditor should know
  --file FILE                where to; /var/lib/nixfleet-compliance/recovery-tests.json unless told
probe
  --options FILE             JSON with the options of the control, as the Nix side writes it

everywhere
  --config FILE              settings; /etc/nixfleet/compliance.json unless told
  --root DIR                 a folder that stands for the machine [NIXFLEET_ROOT]
  -h, --help                 this text
  -V, --version              the version

Exit codes
  0   check, gate: all met or exempt; collect: collected; verify: the signature holds
  1   check, gate, collect --fail: something fails or could not be told, or the evidence is too old;
      probe: it could not tell
  2   there is no evidence, it may not be read, or it is not to be believed; nothing could be collected
  64  the command line is wrong
`;
