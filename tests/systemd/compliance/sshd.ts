/** As `compliance.controls.accessControl` and `.authentication` have sshd when they enforce. */
export const STRICT_SSHD = `HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication yes
AuthenticationMethods publickey,keyboard-interactive
ClientAliveInterval 300
ClientAliveCountMax 3
ChannelTimeout session:shell=900
UsePAM yes
`;

/** As somebody has it who has left everything as it came. */
export const LAX_SSHD = `HostKey /etc/ssh/ssh_host_rsa_key
PermitRootLogin yes
PasswordAuthentication yes
UsePAM yes
`;

/** A closure whose switch brings this configuration of sshd. */
export const withSshd = (text: string) => ({
  before: `cat > /etc/ssh/sshd_config <<'END'\n${text}END\nsystemctl reload-or-restart ssh`,
});
