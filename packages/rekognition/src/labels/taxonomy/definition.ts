// How a label is written down.

/** A category of the service. {@link https://docs.aws.amazon.com/rekognition/latest/dg/labels.html} */
export type LabelCategory =
  | 'Animals and Pets'
  | 'Apparel and Accessories'
  | 'Beauty and Personal Care'
  | 'Buildings and Architecture'
  | 'Events and Attractions'
  | 'Everyday Objects'
  | 'Food and Beverage'
  | 'Furniture and Furnishings'
  | 'Hobbies and Interests'
  | 'Home Appliances'
  | 'Home and Indoors'
  | 'Kitchen and Dining'
  | 'Medical'
  | 'Nature and Outdoors'
  | 'Person Description'
  | 'Plants and Flowers'
  | 'Sports'
  | 'Technology and Computing'
  | 'Text and Documents'
  | 'Tools and Machinery'
  | 'Toys and Gaming'
  | 'Transport and Logistics'
  | 'Travel and Adventure'
  | 'Vehicles and Automotive'
  | 'Weapons and Military';

export interface LabelDefinition {
  name: string;
  category: LabelCategory;
  /** Direct parents only; the taxonomy adds theirs. */
  parents?: readonly string[];
  /** Other names that the service is known to give. */
  aliases?: readonly string[];
  /** The class of the detector (COCO's name) that means this label, box and all. */
  coco?: string;
  /**
   * Classes of the classifier that mean this label and none of its children: indices 0 to 999 and ranges,
   * separated by blanks, in the order of the ImageNet classes by WordNet id.
   */
  imageNet?: string;
  /**
   * How much of the classifier's word to believe, 0 to 1, where it gives this label to look-alikes that it has no
   * class for: a house becomes a Church, a waterfall a Geyser. Judged by eye; absent means all of it.
   */
  trust?: number;
  /**
   * Whether the classifier takes mere patterns for this: trees from above for broccoli, rings for corn. Then its classes
   * count half, for its parents too, whose the pattern is no more than the label's.
   */
  isPattern?: true;
}

export function inCategory(
  category: LabelCategory,
  labels: readonly Omit<LabelDefinition, 'category'>[],
): LabelDefinition[] {
  return labels.map((label) => ({ ...label, category }));
}
