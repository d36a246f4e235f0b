// People and what they wear.

import { inCategory } from './definition.ts';

export const people = [
  ...inCategory('Person Description', [
    { name: 'Bridegroom', parents: ['Person'], imageNet: '982' },
    { name: 'Person', aliases: ['Human'], coco: 'person' },
  ]),
  ...inCategory('Apparel and Accessories', [
    { name: 'Wristwatch', parents: ['Accessories'], imageNet: '531' },
    {
      name: 'Clothing',
      aliases: ['Apparel'],
      imageNet: '399 400 411 474 501 529 552 652 655 697 735 775 806 824 841 887',
    },
    { name: 'Hat', parents: ['Clothing'], imageNet: '433 439 452 515 667 793 808' },
    { name: 'Footwear', parents: ['Clothing'], imageNet: '502 514 630 774' },
    { name: 'Shoe', parents: ['Footwear'], imageNet: '770' },
    { name: 'Dress', parents: ['Clothing'], imageNet: '578 601 689' },
    { name: 'Suit', parents: ['Clothing'], imageNet: '834' },
    { name: 'Jeans', parents: ['Clothing'], imageNet: '608' },
    { name: 'Swimwear', parents: ['Clothing'], imageNet: '445 638 639 842', trust: 0.4 },
    { name: 'Tie', parents: ['Accessories'], coco: 'tie', imageNet: '451 457 906', trust: 0.3 },
    { name: 'Accessories', aliases: ['Accessory'], imageNet: '584 679 893' },
    { name: 'Sunglasses', parents: ['Accessories'], imageNet: '836 837' },
    { name: 'Helmet', imageNet: '518 560 715' },
    { name: 'Mask', imageNet: '570 643 796' },
    { name: 'Glove', parents: ['Clothing'], imageNet: '658' },
    { name: 'Underwear', parents: ['Clothing'], imageNet: '459' },
    { name: 'Coat', parents: ['Clothing'], imageNet: '568 617 869' },
    { name: 'Robe', parents: ['Clothing'], imageNet: '614' },
    { name: 'Shirt', parents: ['Clothing'], imageNet: '610' },
    { name: 'Bag', parents: ['Accessories'], imageNet: '636 728' },
    { name: 'Backpack', parents: ['Bag'], coco: 'backpack', imageNet: '414' },
    { name: 'Handbag', parents: ['Bag'], coco: 'handbag', imageNet: '748' },
  ]),
  ...inCategory('Beauty and Personal Care', [
    { name: 'Toothbrush', coco: 'toothbrush' },
    { name: 'Cosmetics', imageNet: '551 585 631 838' },
    { name: 'Lipstick', parents: ['Cosmetics'], imageNet: '629' },
    { name: 'Perfume', parents: ['Cosmetics'], imageNet: '711' },
  ]),
  ...inCategory('Medical', [
    { name: 'Stethoscope', imageNet: '823' },
    { name: 'Syringe', imageNet: '845' },
    { name: 'Bandage', imageNet: '419' },
    { name: 'Crutch', imageNet: '523' },
  ]),
];
