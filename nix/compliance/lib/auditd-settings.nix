# auditd.conf: a gigabyte of logs that are rotated, and somebody told before the disk is full.
{ adminEmail }:
{
  num_logs = 10;
  # MiB.
  max_log_file = 100;
  max_log_file_action = "rotate";
  space_left = "10%";
  admin_space_left = "5%";
}
// (
  if adminEmail == null then
    {
      space_left_action = "syslog";
      admin_space_left_action = "suspend";
    }
  else
    {
      space_left_action = "email";
      admin_space_left_action = "email";
      action_mail_acct = adminEmail;
    }
)
