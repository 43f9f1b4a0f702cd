import Basics

/// An ICP, or part of one, in the words of a platform's filters.
///
/// The filter is never narrower than the condition: what the platform cannot say is left out of the
/// filter and named, and is to be checked on the list that comes back.
public struct PlatformFilter: Sendable, Equatable {
  /// The platform, as people call it.
  public var title: String
  /// The filter: a query, a list definition, or lines to set by hand.
  public var text: String
  /// What the filter admits beyond the condition because the platform's steps are coarser.
  public var coarser: [String]
  /// Conditions that the platform cannot say, in the words of a script, with the reason.
  public var unsaid: [String]

  /// Lines to print.
  public var description: [String] {
    [title + ":"] + text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
      + (coarser.isEmpty ? [] : ["wider than asked:"] + coarser.map { "  " + $0 })
      + (unsaid.isEmpty ? [] : ["cannot be said there:"] + unsaid.map { "  " + $0 })
  }

  /// The names of the platforms there are.
  public static let platforms = ["salesforce", "hubspot"] + BandPlatform.names

  /// The filter of a platform for accounts that meet all of `conditions`.
  ///
  /// - Parameters:
  ///   - fields: The platform's own names for columns it does not have by itself, such as
  ///     `["tech_stack": "Tech_Stack__c"]`.
  /// - Throws: ``Problem`` when there is no such platform, or there is no condition.
  public static func make(
    _ platform: String, conditions: [FilterExpression], fields: [String: String] = [:]
  ) throws -> PlatformFilter {
    guard !conditions.isEmpty else {
      throw Problem(
        .script, "filter: there is no condition", hints: ["a filter needs at least one"])
    }
    let condition = FilterExpression.conjunction(conditions.map(\.normal)).normal
    switch platform {
    case "salesforce": return SalesforceFilter(fields: fields).filter(condition)
    case "hubspot": return HubSpotFilter(fields: fields).filter(condition)
    default:
      guard BandPlatform.names.contains(platform) else {
        throw Problem.unknown("platform", platform, known: platforms)
      }
      return try BandPlatform.platform(platform).filter(condition)
    }
  }
}
