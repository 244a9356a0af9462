# The alert rules of the monitoring server, as Prometheus reads them (JSON is YAML).
{
  # Whether to alert when the control plane does not answer the job `nixfleet-cp`.
  controlPlane ? false,
}:
let
  alert = name: severity: after: expression: summary: {
    alert = name;
    expr = expression;
    "for" = after;
    labels = { inherit severity; };
    annotations = { inherit summary; };
  };
in
{
  groups = [
    {
      name = "nixfleet";
      rules = [
        # The control plane has an alert of its own.
        (alert "HostDown" "critical" "1m"
          (if controlPlane then ''up{job!="nixfleet-cp"} == 0'' else "up == 0")
          "{{ $labels.instance }} ({{ $labels.job }}) does not answer"
        )
        (alert "DiskSpaceHigh" "warning" "5m"
          ''node_filesystem_avail_bytes{mountpoint="/",fstype!~"tmpfs|ramfs"} / node_filesystem_size_bytes{mountpoint="/",fstype!~"tmpfs|ramfs"} < 0.2''
          "{{ $labels.instance }} has {{ $value | humanizePercentage }} of its root file system left"
        )
        (alert "SystemdUnitFailed" "warning" "1m" ''node_systemd_unit_state{state="failed"} == 1''
          "{{ $labels.name }} failed on {{ $labels.instance }}"
        )
      ]
      ++ (
        if controlPlane then
          [
            (alert "ControlPlaneDown" "critical" "1m" ''up{job="nixfleet-cp"} == 0''
              "The control plane {{ $labels.instance }} does not answer"
            )
          ]
        else
          [ ]
      );
    }
  ];
}
