# The report of evaluation: each control with its articles, and each article with what speaks for it.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  config =
    host
      [
        "nis2"
        "anssi"
      ]
      [
        {
          compliance.frameworks = {
            nis2.enable = true;
            anssi.enable = true;
          };
          compliance.controls.networkSegmentation.enforce = false;
        }
      ];
  report = config.system.build.complianceReport."org.nixfleet.compliance.v1";
  document = builtins.fromJSON config.system.build.complianceReportDocument.text;
  inherit (report) controls frameworks;
  none =
    (host [ "governance" ] [ ]).system.build.complianceReport."org.nixfleet.compliance.v1";
in
[
  {
    check = document == { "org.nixfleet.compliance.v1" = report; };
    msg = "the document is the report";
  }
  {
    check = report.hostname == "a" && report.revision == "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
    msg = "it says of which host, and of which revision";
  }
  {
    check = lib.length (lib.attrNames controls) == 16;
    msg = "it has every control";
  }
  {
    check = lib.all (control: control.articles != { }) (lib.attrValues controls);
    msg = "each with its articles, the simple ones too";
  }
  {
    check = controls.baseline-hardening.articles.anssi == [ "R7" "R8" "R9" "R10" "R11" "R12" "R13" "R14" ];
    msg = "ANSSI's recommendations among them";
  }
  {
    check =
      controls.audit-logging.rules.AL-02.articles == {
        anssi = [ "R33" ];
        iso27001 = [
          "A.8.15"
          "A.8.16"
        ];
        nis2 = [
          "21(b)"
          "21(f)"
        ];
      };
    msg = "and those of each rule";
  }
  {
    check = controls.network-segmentation.enabled && !controls.network-segmentation.enforced;
    msg = "it says what is on, and what is enforced";
  }
  {
    check =
      lib.length (lib.attrNames frameworks.nis2.articles) == 10
      && lib.all (article: article.status == "covered") (lib.attrValues (removeAttrs frameworks.nis2.articles [ "21(g)" ]));
    msg = "the articles of Article 21(2) are covered for an important entity";
  }
  {
    # BH-09 is a rule of the strict level.
    check = frameworks.nis2.articles."21(g)".status == "uncovered";
    msg = "but for the one whose rule is of a higher level";
  }
  {
    check =
      frameworks.anssi.articles.R9.status == "covered"
      && frameworks.anssi.articles.R9.rules == [ "BH-03" ]
      && frameworks.anssi.articles.R10.status == "uncovered";
    msg = "a recommendation is covered by its own rule alone";
  }
  {
    check =
      frameworks.dora.enabled == false && frameworks.dora.articles."Art. 12".status == "covered"
      && frameworks.dora.articles."Art. 8".status == "partly";
    msg = "it says how far frameworks are covered that nobody asked for";
  }
  {
    check = lib.all (
      framework: lib.all (article: article.status == "uncovered") (lib.attrValues framework.articles)
    ) (lib.attrValues none.frameworks);
    msg = "a host without controls covers nothing";
  }
]
