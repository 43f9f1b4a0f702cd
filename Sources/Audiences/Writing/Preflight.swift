import Basics
import CRM
import Columns

/// What can be said about an audience before anything is written.
enum Preflight {
  static func check(_ plan: AudiencePlan, path: String?, _ result: inout AudienceResult) {
    let destination = plan.destination
    sizes(destination, &result)
    fields(plan, &result)
    if destination.fileNameWithoutSpaces, let path, Files.name(of: path).contains(" ") {
      result.refusals.append("\(destination.title) takes no file whose name has spaces")
    }
    if destination.consent == .google { consent(plan, &result) }
    optOuts(plan, &result)
    if destination.subject == .people, isAboutCompanies(plan.table) {
      result.refusals.append(
        "\(plan.table.name) are companies: \(destination.title) takes people, such as crm.contacts")
    }
  }

  /// Whether rows are accounts and nothing in them is a person's.
  private static func isAboutCompanies(_ table: Table) -> Bool {
    let persons = [
      "contact_id", "lead_id", "email", "first_name", "last_name", "full_name", "maid", "idfa",
      "aaid", "handle", "user_id", "mobile",
    ]
    return table["account_id"] != nil && table["domain"] != nil
      && !table.names.contains { name in persons.contains { name.hasPrefix($0) } }
  }

  /// Why an audience has no row, in words; empty audiences are never written.
  static func emptiness(_ plan: AudiencePlan) -> Problem {
    let destination = plan.destination
    if plan.table.rowCount == 0 {
      return Problem(
        .data, "audience: \(plan.table.name) has no rows", hints: ["nothing was written"])
    }
    var hints = plan.result.dropped.map {
      "\(AudienceResult.grouped($0.rows)) rows: \($0.reason.rawValue)"
    }
    let wanted = destination.needs.map { alternative in
      alternative.map { header in
        let sources = destination.columns.first { $0.header == header }?.sources ?? []
        return sources.isEmpty ? header : sources.joined(separator: " or ")
      }.joined(separator: " + ")
    }
    if !wanted.isEmpty {
      hints.append("a row needs: " + wanted.joined(separator: "; or "))
      hints.append(
        "columns of \(plan.table.name): " + plan.table.names.prefix(24).joined(separator: ", "))
    }
    return Problem(.data, "audience: no row is left for the \(destination.title)", hints: hints)
  }

  private static func sizes(_ destination: Destination, _ result: inout AudienceResult) {
    let many = AudienceResult.grouped
    let rows = result.rowsOut
    guard rows > 0 else { return }
    if let least = destination.leastRows, rows < least {
      let message = "\(many(rows)) rows; \(destination.title) takes \(many(least)) and more"
      if destination.refusesBelow {
        result.refusals.append(message)
      } else {
        result.warnings.append(message)
      }
    } else if let advised = destination.advisedRows, rows < advised {
      result.warnings.append("\(many(rows)) rows; \(many(advised)) and more are advised")
    }
    if let least = destination.leastMatched, result.matchable < least {
      result.warnings.append(
        "at most \(many(result.matchable)) of them can be matched; \(many(least)) matched are needed before the audience is used"
      )
    }
    if let limit = destination.rowLimit, rows > limit {
      result.warnings.append(
        "more than \(many(limit)) rows: split into \((rows + limit - 1) / limit) files or more")
    }
  }

  private static func fields(_ plan: AudiencePlan, _ result: inout AudienceResult) {
    let many = AudienceResult.grouped
    for (index, coverage) in result.coverage.enumerated() {
      let group = plan.groups.filter { $0.constant == nil }[index]
      let empty = result.rowsOut - coverage.filled
      if group.first.isAdvised && empty > 0 {
        result.warnings.append("\(many(empty)) rows have no \(coverage.header)")
      }
      if group.first.isHashed && coverage.alreadyHashed > 0
        && coverage.alreadyHashed < coverage.filled
      {
        result.warnings.append(
          "\(coverage.header): \(many(coverage.alreadyHashed)) values were hashed already, the others are not: check how the hashed ones were made"
        )
      }
      for count in coverage.unusable where count.reason == .noCountryCode {
        result.warnings.append(
          "\(coverage.header): \(many(count.rows)) phone numbers have no country code and their country is not known: they are left out"
        )
      }
    }
  }

  /// Advertising to people of whom nothing tells whether they opted out.
  private static func optOuts(_ plan: AudiencePlan, _ result: inout AudienceResult) {
    let destination = plan.destination
    guard destination.subject == .people,
      destination.consent == .ads || destination.consent == .google, result.rowsOut > 0,
      !plan.consent.saysOptOut, !plan.consent.isStated,
      !plan.options.suppress.contains(where: { isOptOutList($0.name) })
    else { return }
    result.warnings.append(
      "\(plan.table.name) has no column opt_out and none of consent: nothing tells whether anybody "
        + "in the file opted out")
  }

  /// Whether a suppression list is called by those who opted out.
  private static func isOptOutList(_ name: String) -> Bool {
    let folded = TextForm.folded(name)
    let stems = [
      "optout", "optedout", "unsubscri", "donot", "dnc", "abgemeldet", "abmeld", "abbestell",
      "werbesperre", "desabonn", "desinscri",
    ]
    return stems.contains { folded.contains($0) }
  }

  private static func consent(_ plan: AudiencePlan, _ result: inout AudienceResult) {
    var (unspecified, covered) = (0, 0)
    for row in 0..<plan.table.rowCount
    where plan.states.base[row] == 0 && plan.consent.state(row) == .unspecified {
      unspecified += 1
      if plan.consent.isInConsentArea(row) { covered += 1 }
    }
    guard unspecified > 0 else { return }
    let many = AudienceResult.grouped
    let area = "in the European Economic Area, the United Kingdom or Switzerland"
    result.warnings.append(
      "\(many(unspecified)) rows say nothing of consent; "
        + (covered > 0
          ? "Google does not use the \(many(covered)) of them \(area)"
          : "none of them is known to be \(area), where Google asks for it"))
  }
}
