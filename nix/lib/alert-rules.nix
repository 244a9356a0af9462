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
            # None of these is there while no machine has sent evidence.
            (alert "ComplianceFailing" "warning" "1h"
              ''nixfleet_compliance_machines{job="nixfleet-cp",status=~"non-compliant|error"} > 0''
              "{{ $labels.control }} is {{ $labels.status }} on {{ $value }} machines: nixfleet compliance --control {{ $labels.control }}"
            )
            (alert "EvidenceOld" "warning" "1h"
              ''nixfleet_compliance_evidence_age_seconds{job="nixfleet-cp"} > 2 * 86400''
              "A machine has sent no evidence of compliance for {{ $value | humanizeDuration }}: nixfleet compliance names it"
            )
            (alert "EvidenceOtherKey" "critical" "1m"
              ''nixfleet_compliance_evidence_machines{job="nixfleet-cp",trust="other-key"} > 0''
              "{{ $value }} machines sign their evidence of compliance with a key that nobody trusts: nixfleet compliance trust"
            )
          ]
        else
          [ ]
      );
    }
  ];
}
