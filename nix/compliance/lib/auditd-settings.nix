# auditd.conf: a gigabyte of logs that are rotated, and somebody told before the disk is full.
{ adminEmail }:
{
  num_logs = 10;
  # MiB.
  max_log_file = 100;
  max_log_file_action = "rotate";
  space_left = "10%";
  # Somebody who is written to may be asleep: when there is hardly any room, it stops writing all the same.
  admin_space_left = "5%";
  admin_space_left_action = "suspend";
}
// (
  if adminEmail == null then
    { space_left_action = "syslog"; }
  else
    {
      space_left_action = "email";
      action_mail_acct = adminEmail;
    }
)
